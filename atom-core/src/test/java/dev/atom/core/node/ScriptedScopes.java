package dev.atom.core.node;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.CallContext;
import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.NodeScopes;
import dev.atom.spi.node.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** One scope, which is there until it is removed, or several that never go, and answers as scripted. For one thread. */
final class ScriptedScopes implements NodeScopes {
    static final DestroyOutcome LOST = new DestroyOutcome.Ambiguous(new Reason(Reason.Kind.TIMEOUT, "no reply came"));
    static final DestroyOutcome REFUSED =
            new DestroyOutcome.Blocked(new Reason(Reason.Kind.NOT_EMPTY, "something is in it"), Optional.empty());

    final Deque<DestroyOutcome> answers = new ArrayDeque<>();
    final List<String> removed = new ArrayList<>();
    Runnable onRemove = () -> {};
    boolean down;
    int lists;
    int asked;
    private final List<Scope> scopes;

    ScriptedScopes(String scope, TenantId tenant) {
        this(List.of(new Scope(scope, tenant)));
    }

    ScriptedScopes(List<Scope> scopes) {
        this.scopes = List.copyOf(scopes);
    }

    @Override
    public Listing list(Optional<Cursor> from, CallContext call) {
        lists++;
        return down
                ? new Listing.Unavailable(new Reason(Reason.Kind.INVALID, "not now"), Optional.empty())
                : new Listing.Page(removed.isEmpty() ? scopes : List.of(), Optional.empty());
    }

    @Override
    public DestroyOutcome remove(String name, CallContext call) {
        asked++;
        onRemove.run();
        if (!answers.isEmpty()) {
            return answers.pop();
        }
        if (removed.isEmpty()) {
            removed.add(name);
            return new DestroyOutcome.Accepted();
        }
        return new DestroyOutcome.Gone();
    }
}
