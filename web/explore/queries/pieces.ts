/** Selections that several queries have in common, without their braces. */

export const quotedRelease = `slug
title
language
publishedOn
summary
body(format: PLAIN)`;

export const participation = `role
status
since
until
contribution {
  amount
  currency
}
evidence {
  section
  quote
  start
  end
  release {
    ${indent(quotedRelease, 4)}
  }
}`;

export const collaboration = `strength
sharedInitiativeCount
sharedReleaseCount
firstSharedOn
lastSharedOn`;

export const releaseRow = `slug
title
language
kind
publishedOn`;

export const initiativeRow = `slug
name(locale: $locale)
kind
status
startedOn`;

/** What is drawn of a network, and of each partner in it how many it is tied to in all of it. */
export const network = `linkCount
truncated
partners {
  community
  partner {
    id
    slug
    name(locale: $locale)
    kind
    collaborators(first: 1, links: $links) {
      totalCount
    }
  }
}
links(first: 400) {
  source {
    id
  }
  target {
    id
  }
  collaboration {
    strength
  }
}`;

/** Moves all lines but the first to the right, so that queries read well in the playground. */
export function indent(text: string, by: number): string {
  return text.replaceAll('\n', `\n${' '.repeat(by)}`);
}
