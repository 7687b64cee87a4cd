/** Files out of published Go modules, pinned by version and sum. */
@NullMarked
package io.eventtopology.tools.module;

import org.jspecify.annotations.NullMarked;
