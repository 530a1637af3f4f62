package content

// LocalText is a text in one language.
type LocalText struct {
	Text   string `json:"text"`
	Locale string `json:"locale"`
}

// Image is a picture by its address. Width and Height are pixels, 0 if unknown.
type Image struct {
	URL    string `json:"url"`
	Alt    string `json:"alt"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
	Credit string `json:"credit,omitempty"`
}

// FieldChange is one line of a revision's diff. Path is as in the API's update
// input: title, partners[0].role. Before and After are JSON values.
type FieldChange struct {
	Path   string `json:"path"`
	Before any    `json:"before,omitempty"`
	After  any    `json:"after,omitempty"`
}
