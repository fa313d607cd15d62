package dev.atom.core.limit;

import java.util.ArrayList;
import java.util.List;

/** What the script said: admitted, the server's time, what was taken ahead, and for each limit how it stands. Immutable. */
final class RedisAnswer {
    private static final int HEAD = 3;
    private static final int EACH = 6;

    private final List<LimitRequest.Part> parts;
    private final long[] figures;

    private RedisAnswer(List<LimitRequest.Part> parts, long[] figures) {
        this.parts = parts;
        this.figures = figures;
    }

    static RedisAnswer of(List<LimitRequest.Part> parts, List<?> answer) {
        long[] figures = new long[answer.size()];
        for (int i = 0; i < figures.length; i++) {
            figures[i] = (Long) answer.get(i);
        }
        if (figures.length != HEAD + EACH * parts.size()) {
            throw new IllegalStateException(
                    "the script answered " + figures.length + " figures for " + parts.size() + " limits");
        }
        return new RedisAnswer(parts, figures);
    }

    boolean admitted() {
        return figures[0] == 1;
    }

    /** The server's clock when it decided, in microseconds since 1970. */
    long decidedAt() {
        return figures[1];
    }

    /** How many times the costs were taken once more, ahead. */
    long ahead() {
        return figures[2];
    }

    /** Where the part's state was: the present sub-window, or the instant the bucket is full. */
    long where(int part) {
        return figures[HEAD + EACH * part + 4];
    }

    /** What the present sub-window holds; 0 for a bucket. */
    long units(int part) {
        return figures[HEAD + EACH * part + 5];
    }

    Decision decision(LimitRequest request) {
        List<LimitState> states = new ArrayList<>(parts.size());
        List<Limit> violated = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            int at = HEAD + EACH * i;
            Limit limit = parts.get(i).limit();
            states.add(LimitState.ofMicros(limit, figures[at + 1], figures[at + 2], figures[at + 3]));
            if (figures[at] == 0) {
                violated.add(limit);
            }
        }
        return admitted() ? new FetchedAllowed(request, states) : FetchedDenied.of(request, states, violated);
    }
}
