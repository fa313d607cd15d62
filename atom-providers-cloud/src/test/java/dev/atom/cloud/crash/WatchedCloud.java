package dev.atom.cloud.crash;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.NodeTags;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A cloud as it is seen from outside: without the provider, and without what the provider is made of. */
interface WatchedCloud extends AutoCloseable {
    /** The type of its provider. */
    String type();

    /** The settings of its provider. */
    Map<String, String> settings();

    /** What can be the matter with it or with what runs in it, in part or as a whole; the first is nothing. */
    List<String> behaviours(boolean whole);

    /** From now on this is the matter. */
    void behave(String behaviour);

    /** Nothing is the matter any more, and what was on its way arrives. */
    void heal();

    /** What sessions should run under the present behaviour. */
    String image();

    /** Whether what is started under the present behaviour lasts. */
    boolean keeps();

    /** Puts a node there that says so of itself and is an hour old. */
    void plant(TenantId tenant, NodeTags tags);

    /** The work of a claim's node ends by itself, if there is one. */
    void exit(String claim);

    /** Blocks until what is about to end by itself has ended. */
    void rest();

    /** All nodes that name one of these owners. */
    Set<RunningNode> running(Set<String> owners);

    /** Ends all that runs in it. */
    @Override
    void close();
}
