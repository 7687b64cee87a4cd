@NullMarked
package io.eventtopology.tools.proxy;

import org.jspecify.annotations.NullMarked;
