package dev.atom.http.route;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads the bytes of a request's body, never more of them than the limit into memory. */
final class RequestBody {
    private static final Pattern JSON = Pattern.compile("application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?");

    /** How much more than the limit is read and dropped, so that the sender gets to read the refusal. */
    private static final int DRAIN = 8;

    private RequestBody() {}

    /**
     * The whole body.
     *
     * @param limit bytes
     * @throws AtomException UNSUPPORTED_MEDIA_TYPE for anything but JSON in UTF-8; PAYLOAD_TOO_LARGE; BAD_REQUEST when the
     *     body ends before its declared end
     */
    static byte[] read(HttpServletRequest request, int limit) {
        requireJson(request);
        try (InputStream in = request.getInputStream()) {
            boolean declaredLarger = request.getContentLengthLong() > limit;
            byte[] body = declaredLarger ? new byte[0] : in.readNBytes(limit + 1);
            if (declaredLarger || body.length > limit) {
                drain(request, in, (long) limit * DRAIN);
                throw new AtomException(
                        ErrorCode.PAYLOAD_TOO_LARGE, "the body is larger than " + limit + " bytes: send a smaller one");
            }
            return body;
        } catch (IOException broken) {
            throw new AtomException(ErrorCode.BAD_REQUEST, "the body ended before its end: send it again", broken);
        }
    }

    /** Whether the request carries a body. */
    static boolean isPresent(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    private static void requireJson(HttpServletRequest request) {
        String type = request.getContentType();
        if (type == null || !JSON.matcher(type.strip().toLowerCase(Locale.ROOT)).matches()) {
            throw new AtomException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "the body's media type is not ours: send application/json in UTF-8");
        }
    }

    /** A sender that waits for 100 Continue has sent nothing yet. */
    private static void drain(HttpServletRequest request, InputStream in, long most) throws IOException {
        if (request.getHeader("Expect") == null) {
            byte[] dropped = new byte[8192];
            long left = most;
            for (int read = 0; left > 0 && read >= 0; left -= read) {
                read = in.read(dropped);
            }
        }
    }
}
