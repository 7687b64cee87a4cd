/** The ladder that brings programs which are not in Maven's registry: explicit, on PATH, cached, released, built. */
@NullMarked
package io.eventtopology.tools.program;

import org.jspecify.annotations.NullMarked;
