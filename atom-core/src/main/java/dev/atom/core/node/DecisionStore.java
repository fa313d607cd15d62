package dev.atom.core.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The SQL of the reconciler's decisions. Rows are only added. */
final class DecisionStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 200;

    private static final String INSERT = """
            insert into node_decisions
                (cycle, provider, decision, scope, external_id, external_uid, node_name, about_tenant, claim, evidence)
            values (:cycle, :provider, :decision, :scope, :node, :uid, :name, :tenant, :claim, cast(:evidence as jsonb))
            on conflict do nothing
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

    private static String write(Map<String, String> evidence) {
        try {
            return JSON.writeValueAsString(evidence);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a map of text is always JSON", impossible);
        }
    }
}
