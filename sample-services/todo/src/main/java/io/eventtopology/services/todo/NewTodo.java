package io.eventtopology.services.todo;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * What somebody wants to remember.
 *
 * @param userId whose task it is: an id of the User service
 * @param title what is to be done
 */
public record NewTodo(
        @NotBlank
        @Size(max = 100)
        @Pattern(regexp = "[A-Za-z0-9._~-]*", message = "must consist of letters, digits and . _ ~ -")
        String userId,

        @NotBlank @Size(max = 500) String title) {}
