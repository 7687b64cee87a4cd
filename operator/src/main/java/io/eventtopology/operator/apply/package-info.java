/** The only writer of children: compare, server-side apply, prune. */
@NullMarked
package io.eventtopology.operator.apply;

import org.jspecify.annotations.NullMarked;
