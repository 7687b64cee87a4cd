/** The way to the API server: patience, ears for its watches, and the right to write. */
@NullMarked
package io.eventtopology.operator.connection;

import org.jspecify.annotations.NullMarked;
