package dev.atom.cloud.fly;

import dev.atom.spi.node.Reason;
import dev.atom.spi.node.Reason.Kind;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Fly's refusals mean. Statuses are shared by several meanings, so the text decides where it is known; Fly's document
 * names the statuses, its clients have recorded the texts.
 */
final class FlyErrors {
    private static final Pattern NAME_CONFLICT = Pattern.compile("machine ID ([0-9a-z]{1,64}) already exists");

    private FlyErrors() {}

    /** The machine that has the name already. Read from the text, since both 409 and 422 have been seen with it. */
    static Optional<String> nameConflict(FlyReply reply) {
        Matcher text = NAME_CONFLICT.matcher(reply.words());
        return (reply.status() == 409 || reply.status() == 422) && text.find()
                ? Optional.of(text.group(1))
                : Optional.empty();
    }

    /** Whether the name of an app belongs to somebody already. */
    static boolean nameTaken(FlyReply reply) {
        return reply.status() == 422
                && (reply.body().path("status").asText("").equals("name_taken")
                        || reply.words().toLowerCase(Locale.ROOT).contains("already been taken"));
    }

    /** Whether a request that was refused so was certainly not carried out. 408 and 5xx are not: the work may go on. */
    static boolean certain(FlyReply reply) {
        return reply.status() >= 400 && reply.status() < 500 && reply.status() != 408;
    }

    /** Why it was refused, in our words: Fly's may quote what they should not. */
    static Reason reason(FlyReply reply) {
        Kind kind = kind(reply);
        String what =
                switch (kind) {
                    case AUTHENTICATION -> "Fly refused the token: check it, its organisation and its expiry";
                    case QUOTA -> "the organisation's quota is used up: raise it, or use another region";
                    case CAPACITY -> "Fly has no room there at the moment";
                    case LOCKED -> "somebody holds the machine's lease";
                    case BUSY -> "the machine's state does not allow it now";
                    case RATE_LIMITED -> "Fly limits the rate of calls";
                    case NAME_TAKEN -> "the name is taken";
                    case TIMEOUT -> "Fly gave up waiting for its own host";
                    case INVALID -> "Fly does not accept the request";
                    case OUT_OF_SIGHT -> "Fly shows nothing there to this token: check its organisation";
                    case PROVIDER_ERROR, NOT_EMPTY, NOT_ISOLATED, UNREACHABLE -> "Fly failed";
                };
        return new Reason(kind, what + " (HTTP " + reply.status() + ")");
    }

    /** When another try may succeed; empty when the same request will fail again. Fly sends no Retry-After. */
    static Optional<Duration> retryAfter(Reason reason) {
        return switch (reason.kind()) {
            case RATE_LIMITED -> Optional.of(Duration.ofSeconds(1));
            case CAPACITY, BUSY, LOCKED, TIMEOUT, UNREACHABLE, PROVIDER_ERROR, NOT_EMPTY ->
                Optional.of(Duration.ofSeconds(5));
            case QUOTA, AUTHENTICATION -> Optional.of(Duration.ofMinutes(1));
            case INVALID, NAME_TAKEN, NOT_ISOLATED, OUT_OF_SIGHT -> Optional.empty();
        };
    }

    private static Kind kind(FlyReply reply) {
        String words = reply.words().toLowerCase(Locale.ROOT);
        return switch (reply.status()) {
            case 401 -> Kind.AUTHENTICATION;
            case 403 -> words.contains("quota") ? Kind.QUOTA : Kind.AUTHENTICATION;
            case 404 -> Kind.OUT_OF_SIGHT;
            case 408 -> Kind.TIMEOUT;
            case 409 -> conflict(reply, words);
            case 412 -> Kind.BUSY;
            case 422 ->
                nameTaken(reply) || nameConflict(reply).isPresent()
                        ? Kind.NAME_TAKEN
                        : words.contains("limit") ? Kind.QUOTA : Kind.INVALID;
            case 429 -> Kind.RATE_LIMITED;
            default -> reply.status() >= 400 && reply.status() < 500 ? Kind.INVALID : Kind.PROVIDER_ERROR;
        };
    }

    private static Kind conflict(FlyReply reply, String words) {
        if (nameConflict(reply).isPresent()) {
            return Kind.NAME_TAKEN;
        }
        if (reply.body().path("status").asText("").equals("insufficient_capacity")
                || words.contains("insufficient")
                || words.contains("could not reserve resource")) {
            return Kind.CAPACITY;
        }
        return words.contains("lease") ? Kind.LOCKED : Kind.BUSY;
    }
}
