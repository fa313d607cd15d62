package dev.atom.core.tenant;

import dev.atom.core.db.PlainText;

/**
 * A tenant to be.
 *
 * @param slug free on the platform, for good: the slug of a deleted tenant is not given again
 * @param name for people, 1–200 characters on one line
 * @param plan what it subscribes to
 * @param aiMode whose provider key its calls use
 */
public record NewTenant(Slug slug, String name, Plan plan, AiMode aiMode) {
    /** Checks the name; VALIDATION_ERROR. */
    public NewTenant {
        PlainText.check("name", name, 1, 200);
    }
}
