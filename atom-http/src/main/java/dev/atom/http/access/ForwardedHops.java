package dev.atom.http.access;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the hops a request came through, nearest first, as the proxies wrote them down. */
final class ForwardedHops {
    /** An address, perhaps in brackets and with a port: {@code 192.0.2.1:4711}, {@code [2001:db8::1]:80}. */
    private static final Pattern NODE =
            Pattern.compile("\\[(?<v6>[^\\[\\]]*)](:\\d{1,5})?|(?<v4>[^:\\[\\]]*)(:\\d{1,5})?|(?<bare>[^\\[\\]]*)");

    /** The {@code for} parameter of one element of {@code Forwarded}, a token or a quoted string (RFC 7239 section 4). */
    private static final Pattern FOR =
            Pattern.compile("(?:^|;)\\s*for=(?:\"(?<quoted>[^\"\\\\]*)\"|(?<token>[^\\s\";,]+))\\s*(?:;|$)");

    private ForwardedHops() {}

    /** Each hop's address, empty where something else than an address is written; the one added last comes first. */
    static List<Optional<InetAddress>> nearestFirst(ForwardedBy by, Headers headers) {
        List<String> elements = new ArrayList<>();
        for (String line : headers.all(by.header())) {
            elements.addAll(Arrays.asList(line.split(",", -1)));
        }
        Collections.reverse(elements);
        return elements.stream()
                .map(String::strip)
                .filter(element -> !element.isEmpty())
                .map(element -> address(by, element))
                .toList();
    }

    private static Optional<InetAddress> address(ForwardedBy by, String element) {
        return switch (by) {
            case X_FORWARDED_FOR -> node(element);
            case FORWARDED -> forParameter(element).flatMap(ForwardedHops::node);
        };
    }

    private static Optional<String> forParameter(String element) {
        Matcher matcher = FOR.matcher(element.toLowerCase(Locale.ROOT));
        return matcher.find()
                ? Optional.ofNullable(matcher.group("quoted")).or(() -> Optional.ofNullable(matcher.group("token")))
                : Optional.empty();
    }

    private static Optional<InetAddress> node(String text) {
        Matcher matcher = NODE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(matcher.group("v6"))
                .or(() -> Optional.ofNullable(matcher.group("v4")))
                .or(() -> Optional.ofNullable(matcher.group("bare")))
                .flatMap(IpLiteral::parse);
    }
}
