@NullMarked
package io.eventtopology.operator.delivery;

import org.jspecify.annotations.NullMarked;
