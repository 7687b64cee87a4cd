package io.eventtopology.tools.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A plain HTTP watch: an answer in chunks, one line of JSON for each frame. Its connection ends with it. */
final class ChunkedSink implements WatchSink {
    private final HttpConnection connection;

    ChunkedSink(HttpConnection connection, Map<String, List<String>> headers) throws IOException {
        this.connection = connection;
        connection.head(200, headers);
        connection.line("Transfer-Encoding: chunked");
        connection.line("Connection: close");
        connection.line("");
        connection.out.flush();
    }

    @Override
    public void send(String json) throws IOException {
        byte[] line = (json + "\n").getBytes(StandardCharsets.UTF_8);
        connection.line(Integer.toHexString(line.length));
        connection.out.write(line);
        connection.line("");
        connection.out.flush();
    }

    @Override
    public void end() throws IOException {
        connection.line("0");
        connection.line("");
        connection.out.flush();
    }

    @Override
    public void awaitDeparture() throws IOException {
        while (connection.in.read() >= 0) {
            // A client has nothing to say during a watch.
        }
    }
}
