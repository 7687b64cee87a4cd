/** A real PostgreSQL server on this machine. */
@NullMarked
package io.eventtopology.tools.database;

import org.jspecify.annotations.NullMarked;
