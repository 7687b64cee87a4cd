/** Ports for the servers that are started on this machine. */
@NullMarked
package io.eventtopology.tools.port;

import org.jspecify.annotations.NullMarked;
