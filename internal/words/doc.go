// Package words knows what a word is: it turns texts, English and Chinese in
// one, into the tokens that the search index holds, and what a person types
// into a question for the index of either engine. It knows nothing of
// databases.
//
// Both sides use the same tokens, so that both engines find the same:
//
//   - Compatibility forms, case, width and accents do not matter.
//   - A word is a run of letters and digits. English is stemmed. An apostrophe
//     within a word is no end of it, and a final 's is no part of it.
//   - Scripts that are written without spaces (Han, kana) give a token for every
//     character: with the one that follows it, and alone at the end of a run.
package words
