/** The Todo service: tasks of users. */
@NullMarked
package io.eventtopology.services.todo;

import org.jspecify.annotations.NullMarked;
