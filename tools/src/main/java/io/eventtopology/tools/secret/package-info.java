/** Secrets that are made up for one run. */
@NullMarked
package io.eventtopology.tools.secret;

import org.jspecify.annotations.NullMarked;
