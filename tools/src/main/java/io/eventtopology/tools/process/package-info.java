/** Child processes that never outlive this JVM. */
@NullMarked
package io.eventtopology.tools.process;

import org.jspecify.annotations.NullMarked;
