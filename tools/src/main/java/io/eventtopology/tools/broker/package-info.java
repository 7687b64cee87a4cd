/** Real Redis and RabbitMQ servers on this machine: installed ones, or out of Debian packages that are only unpacked. */
@NullMarked
package io.eventtopology.tools.broker;

import org.jspecify.annotations.NullMarked;
