package io.eventtopology.quickstart;

/**
 * The example as it runs on this machine.
 *
 * @param services its services
 * @param wire what is on the topics
 * @param tally what the services count themselves
 */
record Shop(LocalServices services, TopicTail wire, Tally tally) {
    /** What is declared of todos.task.created and its neighbours. */
    static final String CREATED = "todos.task.created";

    static final String COMPLETED = "todos.task.completed";
    static final String REGISTERED = "users.account.registered";
    static final String SENT = "notifications.message.sent";
}
