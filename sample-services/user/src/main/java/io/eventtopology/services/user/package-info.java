/** The User service: who has an account. */
@NullMarked
package io.eventtopology.services.user;

import org.jspecify.annotations.NullMarked;
