package io.eventtopology.tools.secret;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Passwords that nobody guesses. */
public final class RandomPassword {
    private static final int BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomPassword() {}

    /** Another one: 32 hexadecimal digits, which every program takes without quoting. */
    public static String next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
