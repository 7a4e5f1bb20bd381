group G { KOR, JPM }
