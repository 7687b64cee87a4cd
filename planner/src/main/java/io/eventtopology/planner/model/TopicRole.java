package io.eventtopology.planner.model;

/** What a topic is for. */
public enum TopicRole {
    /** Events of one type. */
    EVENT,
    /** Events of one type whose delivery to one service failed for good. */
    DEAD_LETTER
}
