package dev.atom.cloud.fly;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.CallContext;
import dev.atom.spi.node.Capability;
import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.DestroyMode;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.Lookup;
import dev.atom.spi.node.NodeListing;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeScopes;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.NodeSpec;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.ProviderLimits;
import dev.atom.spi.node.Reason;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** Fly.io Machines as nodes. */
final class FlyProvider implements NodeProvider {
    private static final Set<Capability> CAPABILITIES = Set.of(
            Capability.UNIQUE_NAMES,
            Capability.TAG_ON_CREATE,
            Capability.SELF_DESTROY_ON_EXIT,
            Capability.SCOPE_CASCADE_DELETE,
            Capability.ISOLATED);

    private final String id;
    private final FlySettings settings;
    private final FlyApi api;
    private final FlyRows rows;
    private final FlyTrust trust;
    private final FlyCreate create;
    private final FlyList list;
    private final FlyDestroy destroy;
    private final FlyScopes scopes;

    FlyProvider(String id, FlySettings settings, FlyApi api, Clock clock) {
        this.id = id;
        this.settings = settings;
        this.api = api;
        this.rows = new FlyRows(id);
        this.trust = new FlyTrust(settings, clock);
        this.create = new FlyCreate(settings, rows, trust, clock);
        this.list = new FlyList(rows, trust, clock);
        this.destroy = new FlyDestroy(trust);
        this.scopes = new FlyScopes(api, settings, trust);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public ProviderLimits limits() {
        return FlyLimits.of(settings.perSecond());
    }

    @Override
    public String scope(TenantId tenant) {
        return settings.app(tenant);
    }

    @Override
    public CreateOutcome create(NodeSpec spec, CallContext call) {
        return create.create(spec, api.within(call));
    }

    @Override
    public Lookup get(NodeRef ref, CallContext call) {
        if (!addresses(ref)) {
            return new Lookup.Unavailable(foreign(ref), Optional.empty());
        }
        FlyCalls calls = api.within(call);
        try {
            FlyReply reply = calls.machine(ref.scope(), ref.externalId());
            if (reply.succeeded()) {
                return shown(ref, reply);
            }
            if (reply.status() == 404) {
                return trust.sees(ref.scope(), calls)
                        ? new Lookup.NotFound()
                        : new Lookup.Unavailable(foreign(ref), Optional.empty());
            }
            Reason reason = FlyErrors.reason(reply);
            return new Lookup.Unavailable(reason, FlyErrors.retryAfter(reason));
        } catch (FlyFailure failed) {
            return new Lookup.Unavailable(failed.reason(), failed.retryAfter());
        }
    }

    @Override
    public NodeListing list(NodeSelector selector, Optional<Cursor> from, CallContext call) {
        return list.list(selector, from, api.within(call));
    }

    @Override
    public DestroyOutcome destroy(NodeRef ref, DestroyMode mode, CallContext call) {
        if (!addresses(ref) || (settings.tenant(ref.scope()).isEmpty() && !carriesTags(ref, call))) {
            return new DestroyOutcome.Blocked(foreign(ref), Optional.empty());
        }
        return destroy.destroy(ref, mode, api.within(call));
    }

    @Override
    public Optional<NodeScopes> scopes() {
        return Optional.of(scopes);
    }

    @Override
    public void close() {
        settings.token().close();
    }

    private boolean addresses(NodeRef ref) {
        return ref.provider().equals(id) && FlyRows.isId(ref.externalId()) && FlySettings.isName(ref.scope());
    }

    private Lookup shown(NodeRef ref, FlyReply reply) {
        Optional<ObservedNode> node = rows.read(ref.scope(), reply.body());
        if (node.isEmpty() || !node.get().ref().equals(ref)) {
            return new Lookup.Unavailable(
                    new Reason(Reason.Kind.PROVIDER_ERROR, "Fly answered with another machine than was asked for"),
                    Optional.empty());
        }
        trust.saw(ref.scope());
        return FlyRows.gone(reply.body()) ? new Lookup.NotFound() : new Lookup.Found(node.get());
    }

    /** In an app with another prefix, perhaps one configured formerly, only what says that it is ours is touched. */
    private boolean carriesTags(NodeRef ref, CallContext call) {
        return get(ref, call) instanceof Lookup.Found found
                && found.node().tags().isPresent();
    }

    private Reason foreign(NodeRef ref) {
        return new Reason(
                Reason.Kind.OUT_OF_SIGHT,
                "machine " + ref.externalId() + " in the app " + ref.scope() + " is not where " + id
                        + " can see it: check the token's organisation and the app prefix");
    }
}
