package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Characters that only one of the two Chinese scripts has, in pairs.
const (
	traditional = "國學術業這個們來時說對發會為產親從價優傳聞達體開關門間問題機構區協簽議戰實際醫療創導師華園廣東電車長報讀應總統語話請讓認識"
	simplified  = "国学术业这个们来时说对发会为产亲从价优传闻达体开关门间问题机构区协签议战实际医疗创导师华园广东电车长报读应总统语话请让认识"
)

// guessLanguage tells from the script of a text whether it is zh-Hant, zh-Hans
// or en, which is also the answer for all other scripts. Chinese in which no
// character tells the script is zh-Hant, as it is written in Hong Kong.
func guessLanguage(text string) string {
	// A beginning tells enough, and bounds the work on long texts.
	const enough = 2000
	read, han, latin, hant, hans := 0, 0, 0, 0, 0
	for _, r := range text {
		if read++; read > enough {
			break
		}
		switch {
		case unicode.Is(unicode.Han, r):
			han++
			if strings.ContainsRune(traditional, r) {
				hant++
			} else if strings.ContainsRune(simplified, r) {
				hans++
			}
		case unicode.Is(unicode.Latin, r):
			latin++
		}
	}
	// A word of one Han character or two takes four to eight Latin letters.
	switch {
	case han == 0 || han*4 < latin:
		return "en"
	case hans > hant:
		return "zh-Hans"
	default:
		return "zh-Hant"
	}
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
