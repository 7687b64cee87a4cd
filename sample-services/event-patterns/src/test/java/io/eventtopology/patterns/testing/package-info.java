/** Real parts for the tests of the library. */
@NullMarked
package io.eventtopology.patterns.testing;

import org.jspecify.annotations.NullMarked;
