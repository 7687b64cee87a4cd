/** Tests of the quickstart. */
@NullMarked
package io.eventtopology.quickstart;

import org.jspecify.annotations.NullMarked;
