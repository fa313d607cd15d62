package dev.atom.spi.node;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The node that is wanted. Its name follows from the tags.
 *
 * @param tags what it will say about itself
 * @param scope where it goes, as {@link NodeProvider#scope} said
 * @param image what it runs
 * @param resources how large it is
 * @param env environment of what it runs, possibly secret: at most 64 names of {@code [A-Za-z_][A-Za-z0-9_]*}, none beginning
 *     with {@code ATOM_}, values without NUL, 32,768 characters together; copied
 */
public record NodeSpec(NodeTags tags, String scope, ImageRef image, Resources resources, Map<String, String> env) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final int MOST = 64;
    private static final int LONGEST = 32_768;

    /** Checks and copies the environment. */
    public NodeSpec {
        env = Map.copyOf(env);
        if (scope.isBlank()) {
            throw invalid("a node needs a scope: take the one its provider names for the tenant");
        }
        int length = 0;
        for (Map.Entry<String, String> one : env.entrySet()) {
            String name = one.getKey();
            if (!NAME.matcher(name).matches() || name.toUpperCase(Locale.ROOT).startsWith("ATOM_")) {
                throw invalid("an environment name is not [A-Za-z_][A-Za-z0-9_]* or begins with the reserved ATOM_");
            }
            if (one.getValue().indexOf('\0') >= 0) {
                throw invalid("the environment value " + name + " has a NUL character: remove it");
            }
            length += name.length() + one.getValue().length() + 2;
        }
        if (env.size() > MOST || length > LONGEST) {
            throw invalid("a node's environment has at most " + MOST + " values and " + LONGEST + " characters");
        }
    }

    /** A small node with nothing in its environment. */
    public static NodeSpec of(NodeTags tags, String scope, ImageRef image) {
        return new NodeSpec(tags, scope, image, Resources.SMALL, Map.of());
    }

    /** The same node in another size. */
    public NodeSpec with(Resources size) {
        return new NodeSpec(tags, scope, image, size, env);
    }

    /** The same node with one more environment value. */
    public NodeSpec with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(env);
        more.put(name, value);
        return new NodeSpec(tags, scope, image, resources, more);
    }

    /** The name it gets. */
    public NodeName name() {
        return tags.name();
    }

    /** Never the environment's values. */
    @Override
    public String toString() {
        return "NodeSpec[" + name() + " in " + scope + ", " + image + ", " + resources + "]";
    }

    private static AtomException invalid(String message) {
        return new AtomException(ErrorCode.VALIDATION_ERROR, message);
    }
}
