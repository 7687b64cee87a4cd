/** Check of events against their declared schemas. */
@NullMarked
package io.eventtopology.patterns.schema;

import org.jspecify.annotations.NullMarked;
