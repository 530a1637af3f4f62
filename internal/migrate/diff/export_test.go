package diff

// DiffModel is diffModel.
var DiffModel = diffModel
