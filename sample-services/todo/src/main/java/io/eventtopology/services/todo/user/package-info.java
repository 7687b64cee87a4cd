/** Whether a user exists, asked of the User service, which may be away. */
@NullMarked
package io.eventtopology.services.todo.user;

import org.jspecify.annotations.NullMarked;
