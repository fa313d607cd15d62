package dev.atom.tck;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads one HTTP/1.1 request with a Content-Length (RFC 9112), for {@link ReplayServer}. */
final class RequestReader {
    private RequestReader() {}

    static CapturedRequest read(InputStream in) throws IOException {
        String[] start = line(in).split(" ", 3);
        if (start.length != 3) {
            throw new IOException("not a request line");
        }
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] field = line.split(":", 2);
            if (field.length != 2) {
                throw new IOException("not a header field");
            }
            headers.computeIfAbsent(field[0], name -> new ArrayList<>()).add(field[1].strip());
        }
        List<String> length = headers.getOrDefault("Content-Length", List.of("0"));
        byte[] body = in.readNBytes(Integer.parseInt(length.get(0)));
        return new CapturedRequest(start[0], start[1], headers, body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.size() > 64 * 1024) {
                throw new EOFException("the request ends within its head");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
