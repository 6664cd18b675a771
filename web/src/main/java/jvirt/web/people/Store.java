package jvirt.web.people;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The console's own data, in SQLite: one connection, one writer at a time. */
public final class Store implements AutoCloseable {
    /** Each is done once, in this order; the file's {@code user_version} says how many are done. Only add. */
    private static final List<String> MIGRATIONS = List.of("""
            CREATE TABLE account (name TEXT PRIMARY KEY, role TEXT NOT NULL, hash TEXT NOT NULL, created INTEGER NOT NULL);
            CREATE TABLE audit (at INTEGER NOT NULL, who TEXT NOT NULL, source TEXT NOT NULL, what TEXT NOT NULL,
                target TEXT NOT NULL, outcome TEXT NOT NULL, detail TEXT);
            CREATE INDEX audit_at ON audit (at)
            """);

    private final Connection connection;

    /** Opens the file, makes it where it is not there, and brings it to the present form. */
    public Store(Path file) {
        try {
            connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                migrate(statement);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot open " + file + ": " + e.getMessage(), e);
        }
    }

    private static void migrate(Statement statement) throws SQLException {
        int done;
        try (ResultSet version = statement.executeQuery("PRAGMA user_version")) {
            done = version.getInt(1);
        }
        for (int i = done; i < MIGRATIONS.size(); i++) {
            statement.execute("BEGIN");
            for (String sql : MIGRATIONS.get(i).split(";")) statement.execute(sql);
            statement.execute("PRAGMA user_version = " + (i + 1));
            statement.execute("COMMIT");
        }
    }

    /** How one row becomes a value. */
    @FunctionalInterface interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** Changes rows: how many. */
    synchronized int change(String sql, Object... values) {
        try (PreparedStatement statement = prepare(sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    /** The rows of a question. */
    synchronized <T> List<T> ask(Row<T> row, String sql, Object... values) {
        try (PreparedStatement statement = prepare(sql, values); ResultSet rows = statement.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) found.add(row.of(rows));
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) statement.setObject(i + 1, values[i]);
        return statement;
    }

    @Override public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot close the store: " + e.getMessage(), e);
        }
    }
}
