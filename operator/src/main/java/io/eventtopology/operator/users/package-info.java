/** Identities of services on Direct Kafka clusters: passwords, users and their rights. */
@NullMarked
package io.eventtopology.operator.users;

import org.jspecify.annotations.NullMarked;
