/** What the administrator sets. */
@NullMarked
package io.eventtopology.operator.config;

import org.jspecify.annotations.NullMarked;
