package io.eventtopology.services.user;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * What somebody says to register.
 *
 * @param name how they want to be called
 * @param email where they can be reached
 */
public record Registration(
        @NotBlank @Size(max = 200) String name,
        @NotBlank @Email @Size(max = 254) String email) {}
