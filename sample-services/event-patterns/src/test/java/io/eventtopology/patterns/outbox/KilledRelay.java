package io.eventtopology.patterns.outbox;

import org.postgresql.ds.PGSimpleDataSource;

/** A process with a relay that is killed when the broker has its first events and the outbox does not know it yet. */
final class KilledRelay {
    /** As of a process that was killed by SIGKILL. */
    static final int KILLED = 137;

    private KilledRelay() {}

    /** Takes URL and user of the database, and prints ids of what the broker has got. */
    public static void main(String[] arguments) throws InterruptedException {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[0]);
        database.setUser(arguments[1]);
        PretendedBroker broker = new PretendedBroker().after(events -> {
            events.forEach(event -> System.out.println("published " + event.getId()));
            System.out.flush();
            Runtime.getRuntime().halt(KILLED);
        });
        OutboxRelay.start(database, broker, RelaySettings.DEFAULT, RelayListener.NONE);
        Thread.sleep(60_000);
    }
}
