package io.eventtopology.tools.database;

/**
 * One database and the user who owns it.
 *
 * @param name its name
 * @param jdbcUrl where it is, without user and password
 * @param user the owner, no superuser
 * @param password the owner's
 */
public record Database(String name, String jdbcUrl, String user, String password) {

    /** Without the password. */
    @Override
    public String toString() {
        return "Database[" + jdbcUrl + ", user " + user + "]";
    }
}
