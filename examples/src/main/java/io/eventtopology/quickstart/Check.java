package io.eventtopology.quickstart;

import java.time.Duration;

/**
 * Something that must be so on the real broker or the real API server, and whether it is.
 *
 * @param name what must be so, a sentence without a full stop
 * @param holds whether it is so
 * @param detail what is so instead; empty when it holds
 * @param took how long it took until it was so, or until patience ended
 */
record Check(String name, boolean holds, String detail, Duration took) {}
