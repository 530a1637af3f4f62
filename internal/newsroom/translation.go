package newsroom

import (
	"context"

	"pressgraph/ent/db/release"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/store"
)

// checkTranslation complains where two releases of a group would be in one language.
func (e *Edit) checkTranslation(ctx context.Context, before, after ReleaseState, c input.Complaints) error {
	if before.Version == 0 && after.group == after.ID || before.group == after.group && before.Language == after.Language {
		return nil
	}
	others, err := e.DB.Release.Query().
		Where(release.Or(release.TranslationGroup(after.group), release.ID(after.group)), release.IDNEQ(after.ID)).
		Select(release.FieldID, release.FieldLanguage).All(ctx)
	for _, other := range others {
		if other.Language == after.Language {
			c.Field("translationOf").Add("that release is there in %s already", after.Language)
			break
		}
	}
	return err
}

// storeTranslation takes the translations of a release along where it joins
// the group of another, and has those settled that it leaves or joins.
func storeTranslation(ctx context.Context, e *Edit, before, after *ReleaseState) error {
	if before.group == after.group || before.Version == 0 && after.group == after.ID {
		return nil
	}
	ids, err := e.DB.Release.Query().Where(release.TranslationGroupIn(before.group, after.group)).IDs(ctx)
	if err != nil {
		return err
	}
	e.Touch(content.NodeRelease, ids...)
	if err := e.tellTranslations(ctx, before, after); err != nil {
		return err
	}
	if before.group != after.ID {
		return nil
	}
	_, err = e.DB.Release.Update().Where(release.TranslationGroup(after.ID)).SetTranslationGroup(after.group).Save(ctx)
	return err
}

// tellTranslations says of the releases that go from one group to another that
// they were edited, if readers see others where they were or come to.
func (e *Edit) tellTranslations(ctx context.Context, before, after *ReleaseState) error {
	rows, err := e.DB.Release.Query().Where(release.Visible(true), release.TranslationGroupIn(before.group, after.group)).
		Order(release.ByID()).Select(release.FieldID, release.FieldTranslationGroup).All(ctx)
	if err != nil {
		return err
	}
	var going []store.NodeRef
	for _, row := range rows {
		along := before.group == after.ID && row.TranslationGroup != nil && *row.TranslationGroup == before.group
		if row.ID == after.ID || along {
			going = append(going, store.NodeRef{Type: content.NodeRelease, ID: row.ID})
		}
	}
	if len(going) < len(rows) {
		e.Tx.Edited(going...)
	}
	return nil
}
