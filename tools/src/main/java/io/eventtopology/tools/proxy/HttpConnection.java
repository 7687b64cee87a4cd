package io.eventtopology.tools.proxy;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one HTTP/1.1 connection (RFC 9112), with what Kubernetes clients need: bodies with a length, answers
 * with a length or in chunks, keep-alive, upgrade. The JDK's own server cannot upgrade, nor see that a client left.
 */
final class HttpConnection implements AutoCloseable {
    private static final int LONGEST_LINE = 65_536;

    private final Socket socket;
    final InputStream in;
    final OutputStream out;

    HttpConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = new BufferedOutputStream(socket.getOutputStream());
    }

    /** The next request, or null when the client closed the connection. */
    @Nullable
    IncomingRequest next() throws IOException {
        String line = readLine();
        if (line == null) {
            return null;
        }
        String[] parts = line.split(" ");
        if (parts.length != 3) {
            throw new ProtocolException("Not a request line: " + line);
        }
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String header = readLine(); header != null && !header.isEmpty(); header = readLine()) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new ProtocolException("Not a header: " + header);
            }
            headers.computeIfAbsent(header.substring(0, colon), name -> new ArrayList<>())
                    .add(header.substring(colon + 1).strip());
        }
        if (headers.containsKey("Transfer-Encoding")) {
            throw new ProtocolException("The fault proxy takes only bodies with a Content-Length: " + line);
        }
        int length = Integer.parseInt(
                headers.getOrDefault("Content-Length", List.of("0")).getFirst());
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("The client left within a body");
        }
        return new IncomingRequest(parts[0], URI.create(parts[1]), headers, body);
    }

    /** A whole answer; the connection can take the next request. */
    void answer(int status, Map<String, List<String>> headers, byte[] body) throws IOException {
        head(status, headers);
        line("Content-Length: " + body.length);
        line("");
        out.write(body);
        out.flush();
    }

    /** The head of an answer, without the empty line that ends it. */
    void head(int status, Map<String, List<String>> headers) throws IOException {
        line("HTTP/1.1 " + status + " ");
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            for (String value : header.getValue()) {
                line(header.getKey() + ": " + value);
            }
        }
    }

    void line(String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private @Nullable String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            if (line.size() == LONGEST_LINE) {
                throw new ProtocolException("A line of the request's head is longer than " + LONGEST_LINE + " bytes");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
