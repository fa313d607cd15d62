package dev.atom.http.route;

import dev.atom.http.body.IncomingBody;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.regex.Pattern;

/** The bytes of a request's body, which were read before a thread was given to the request. */
final class RequestBody {
    private static final Pattern JSON = Pattern.compile("application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?");

    private RequestBody() {}

    /**
     * The whole body.
     *
     * @throws AtomException UNSUPPORTED_MEDIA_TYPE for anything but JSON in UTF-8; otherwise whatever kept the body from
     *     arriving, as {@link IncomingBody#read} tells
     */
    static byte[] of(HttpServletRequest request) {
        requireJson(request);
        return request.getAttribute(IncomingBody.ATTRIBUTE) instanceof IncomingBody body ? body.arrived() : new byte[0];
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
}
