/** Ends resources that are being deleted, in bounded time. */
@NullMarked
package io.eventtopology.operator.deletion;

import org.jspecify.annotations.NullMarked;
