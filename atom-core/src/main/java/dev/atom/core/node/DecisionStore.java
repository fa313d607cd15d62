package dev.atom.core.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The SQL of the reconciler's decisions. Rows are added; only {@link CycleStore#cut} takes old ones away. */
final class DecisionStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 200;

    /** One that was written within the hour is not written again: a node that will not go is decided about in every cycle. */
    private static final String INSERT = """
            insert into node_decisions
                (cycle, provider, decision, scope, external_id, external_uid, node_name, about_tenant, claim, evidence)
            select :cycle, :provider, :decision, :scope, :node, :uid, :name, cast(:tenant as uuid), cast(:claim as uuid),
                cast(:evidence as jsonb)
            where not exists (
                select from node_decisions d
                where d.provider = :provider and d.scope = :scope and d.external_id = :node and d.external_uid = :uid
                  and d.decision = :decision and d.evidence = cast(:evidence as jsonb)
                  and d.at > clock_timestamp() - interval '1 hour')
            on conflict do nothing
            """;

    private static final String LOCK_CAP =
            "select pg_advisory_xact_lock(hashtextextended('atom.nodes.cap:' || cast(:provider as text), 0))";

    private static final String CONDEMNED = """
            select count(distinct (d.scope, d.external_id, d.external_uid)) from node_decisions d
            where d.provider = :provider and d.decision in ('DESTROY_ORPHAN', 'DESTROY_DUPLICATE')
              and d.at > clock_timestamp() - :time * interval '1 millisecond'
              and (d.scope, d.external_id, d.external_uid) <> (:scope, :node, :uid)
            """;

    private DecisionStore() {}

    /** Writes decisions down; one that leaves a node alone is written once for each node. */
    static void insert(Handle handle, UUID cycle, List<DecidedNode> decided) {
        PreparedBatch batch = handle.prepareBatch(INSERT);
        for (DecidedNode one : decided) {
            ObservedNode node = one.node();
            batch.bind("cycle", cycle)
                    .bind("provider", node.ref().provider())
                    .bind("decision", one.decision().kind().name())
                    .bind("scope", node.ref().scope())
                    .bind("node", node.ref().externalId())
                    .bind("uid", node.ref().uid())
                    .bind("name", node.name().length() > LONGEST ? node.name().substring(0, LONGEST) : node.name())
                    .bind("tenant", node.tags().map(NodeTags::tenant).map(tenant -> tenant.value()))
                    .bind("claim", node.claim().map(ClaimId::value))
                    .bind("evidence", write(one.decision().evidence()))
                    .add();
        }
        batch.execute();
    }

    /**
     * How many other nodes of the provider were condemned for having no claim within that time, by whatever process. Whoever asks
     * in another transaction waits until this one is over, so that two do not both take the last place under the cap.
     */
    static int condemned(Handle handle, NodeRef node, Duration time) {
        handle.createQuery(LOCK_CAP)
                .bind("provider", node.provider())
                .map((row, context) -> true)
                .one();
        return handle.createQuery(CONDEMNED)
                .bind("provider", node.provider())
                .bind("time", time.toMillis())
                .bind("scope", node.scope())
                .bind("node", node.externalId())
                .bind("uid", node.uid())
                .mapTo(Integer.class)
                .one();
    }

    private static String write(Map<String, String> evidence) {
        try {
            return JSON.writeValueAsString(evidence);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a map of text is always JSON", impossible);
        }
    }
}
