package dev.atom.core.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.args.ClusterFailoverOption;
import redis.clients.jedis.params.ClientKillParams;

/** A real Redis Cluster of three nodes, each with a third of the slots, and without replicas at first. */
final class TestRedisCluster implements AutoCloseable {
    private static final int SLOTS = 16_384;
    private static final int NODES = 3;
    /** So long that no node is given up because the machine is busy. */
    private static final String NODE_TIMEOUT_MILLIS = "30000";

    private final List<TestRedis> nodes = new ArrayList<>();
    private final List<Integer> busPorts = new ArrayList<>();

    private TestRedisCluster() {
        for (int i = 0; i < NODES; i++) {
            addNode();
        }
    }

    private TestRedis addNode() {
        AtomicInteger busPort = new AtomicInteger();
        TestRedis node = TestRedis.start(() -> {
            busPort.set(TestRedis.freePort());
            return List.of(
                    "--cluster-enabled", "yes",
                    "--cluster-port", busPort.toString(),
                    "--cluster-announce-ip", "127.0.0.1",
                    "--cluster-node-timeout", NODE_TIMEOUT_MILLIS,
                    "--repl-diskless-sync-delay", "0");
        });
        nodes.add(node);
        busPorts.add(busPort.get());
        return node;
    }

    /** Adds a node that has everything the first one has, and can {@linkplain #takeOver take over} when that is gone. */
    TestRedis addReplicaOfTheFirst() {
        TestRedis replica = addNode();
        meet();
        awaitKnown();
        try (Jedis first = nodes.get(0).connect();
                Jedis jedis = replica.connect()) {
            String id = first.clusterMyId();
            jedis.clusterReplicate(id);
            Await.until("the replica has everything", () -> jedis.info("replication")
                    .contains("master_link_status:up"));
        }
        return replica;
    }

    /** Lets the replica of the first node hear of no further write, until it takes over. */
    void stopReplication(TestRedis replica) {
        try (Jedis first = nodes.get(0).connect();
                Jedis jedis = replica.connect()) {
            first.aclSetUser("default", "-psync", "-sync");
            first.clientKill(ClientKillParams.clientKillParams().type(ClientType.REPLICA));
            Await.until("the replica has lost its master", () -> jedis.info("replication")
                    .contains("master_link_status:down"));
        }
    }

    /** The replica takes the place of the first node, at once and without asking the others, who would wait for that node. */
    static void takeOver(TestRedis replica) {
        try (Jedis jedis = replica.connect()) {
            jedis.clusterFailover(ClusterFailoverOption.TAKEOVER);
            Await.until("the replica has taken over", () -> jedis.info("replication")
                    .contains("role:master"));
        }
    }

    static TestRedisCluster start() {
        TestRedisCluster cluster = new TestRedisCluster();
        cluster.form();
        return cluster;
    }

    Set<HostAndPort> addresses() {
        return nodes.stream().map(TestRedis::address).collect(Collectors.toSet());
    }

    List<TestRedis> nodes() {
        return List.copyOf(nodes);
    }

    private void form() {
        for (int i = 0; i < NODES; i++) {
            try (Jedis jedis = nodes.get(i).connect()) {
                jedis.clusterSetConfigEpoch(i + 1L);
                jedis.clusterAddSlotsRange(SLOTS * i / NODES, SLOTS * (i + 1) / NODES - 1);
            }
        }
        meet();
        awaitKnown();
    }

    private void awaitKnown() {
        for (TestRedis node : nodes) {
            try (Jedis jedis = node.connect()) {
                Await.until("the node knows every slot's owner", () -> knowsAll(jedis));
            }
        }
    }

    private void meet() {
        try (Jedis jedis = nodes.get(0).connect()) {
            for (int i = 1; i < nodes.size(); i++) {
                jedis.sendCommand(
                        Protocol.Command.CLUSTER,
                        "MEET",
                        "127.0.0.1",
                        Integer.toString(nodes.get(i).address().getPort()),
                        Integer.toString(busPorts.get(i)));
            }
        }
    }

    private boolean knowsAll(Jedis jedis) {
        String info = jedis.clusterInfo();
        return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + nodes.size());
    }

    @Override
    public void close() {
        nodes.forEach(TestRedis::close);
    }
}
