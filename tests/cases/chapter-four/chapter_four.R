# The numbers of chapter IV of the batik study (45 customers, reversed items turned) by R: Rscript chapter_four.R > r.csv
# R 4.2 with psych, car, lmtest, sandwich, nortest. Constructs: KK P1-P5, KR P6-P10, LO P11-P15.
suppressMessages({library(psych); library(car); library(lmtest); library(sandwich); library(nortest)})
x <- read.csv("answers.csv", row.names = 1)
say <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)))
cat("quantity,value\n")
scales <- list(KK = x[1:5], KR = x[6:10], LO = x[11:15])
for (s in names(scales)) {
  y <- na.omit(scales[[s]]); total <- rowSums(y)
  say(paste0("describe/", s, "/mean"), mean(total)); say(paste0("describe/", s, "/median"), median(total)); say(paste0("describe/", s, "/sd"), sd(total))
  say(paste0("classes/", s, "/count"), ceiling(1 + 3.322 * log10(length(total))))
  a <- suppressWarnings(alpha(y))
  say(paste0("reliability/", s, "/alpha"), a$total$raw_alpha)
  say(paste0("reliability/", s, "/alpha_ranks"), suppressWarnings(alpha(as.data.frame(lapply(y, rank))))$total$raw_alpha)
  f <- qf(c(.975, .025), nrow(y) - 1, (nrow(y) - 1) * 4)
  say(paste0("reliability/", s, "/alpha_low"), 1 - (1 - a$total$raw_alpha) * f[1]); say(paste0("reliability/", s, "/alpha_high"), 1 - (1 - a$total$raw_alpha) * f[2])
  say(paste0("reliability/", s, "/omega"), 1 - sum(fa(y, 1, fm = "minres")$uniquenesses) / sum(cor(y)))
  for (i in names(y)) {
    rest <- total - y[[i]]
    say(paste0("items/", i, "/item_total_r"), cor(y[[i]], total)); say(paste0("items/", i, "/item_rest_r"), cor(y[[i]], rest))
    say(paste0("items/", i, "/item_rest_rho"), cor(y[[i]], rest, method = "spearman"))
    say(paste0("items/", i, "/alpha_if_deleted"), suppressWarnings(alpha(y[names(y) != i]))$total$raw_alpha)
  }
}
t <- qt(.975, 42); say("items/r_table", t / sqrt(42 + t^2))
d <- as.data.frame(lapply(scales, rowMeans, na.rm = TRUE))
m <- lm(LO ~ KK + KR, d); s <- summary(m)$coefficients
for (k in 1:3) { n <- c("constant", "KK", "KR")[k]
  say(paste0("regression/", n, "/b"), s[k, 1]); say(paste0("regression/", n, "/se_classical"), s[k, 2]); say(paste0("regression/", n, "/t_classical"), s[k, 3]); say(paste0("regression/", n, "/p_classical"), s[k, 4])
  say(paste0("regression/", n, "/ci_low"), confint(m)[k, 1]); say(paste0("regression/", n, "/ci_high"), confint(m)[k, 2])
  say(paste0("hc3/", n, "/se"), sqrt(diag(vcovHC(m, type = "HC3")))[k]); say(paste0("hc3/", n, "/p"), coeftest(m, vcovHC(m, type = "HC3"))[k, 4]) }
for (n in c("KK", "KR")) { say(paste0("regression/", n, "/beta"), coef(m)[n] * sd(d[[n]]) / sd(d$LO)); say(paste0("regression/", n, "/vif"), vif(m)[n]) 
  other <- setdiff(c("KK", "KR"), n); r <- as.data.frame(lapply(d, rank))
  say(paste0("regression/", n, "/rho_partial"), cor(resid(lm(r$LO ~ r[[other]])), resid(lm(r[[n]] ~ r[[other]])))) }
say("regression/t_table", qt(.975, 42))
q <- summary(m); say("model/r", sqrt(q$r.squared)); say("model/r2", q$r.squared); say("model/adjusted_r2", q$adj.r.squared); say("model/f", q$fstatistic[1])
say("model/p", pf(q$fstatistic[1], 2, 42, lower.tail = FALSE)); say("model/se", q$sigma); say("model/f_table", qf(.95, 2, 42))
rk <- summary(lm(LO ~ KK + KR, as.data.frame(lapply(d, rank)))); say("model/r2_ranks", rk$r.squared); say("model/p_ranks", pf(rk$fstatistic[1], 2, 42, lower.tail = FALSE))
e <- resid(m); z <- (e - mean(e)) / sd(e)
say("assumptions/Kolmogorov-Smirnov/statistic", ks.test(z, "pnorm", exact = TRUE)$statistic); say("assumptions/Kolmogorov-Smirnov/p", ks.test(z, "pnorm", exact = TRUE)$p.value)
say("assumptions/Lilliefors/statistic", lillie.test(e)$statistic); say("assumptions/Lilliefors/p", lillie.test(e)$p.value)
say("assumptions/Shapiro-Wilk/statistic", shapiro.test(e)$statistic); say("assumptions/Shapiro-Wilk/p", shapiro.test(e)$p.value)
say("assumptions/Breusch-Pagan/statistic", bptest(m)$statistic); say("assumptions/Breusch-Pagan/p", bptest(m)$p.value); say("assumptions/Durbin-Watson/statistic", dwtest(m)$statistic)
g <- summary(lm(abs(e) ~ KK + KR, d))$coefficients
for (n in c("KK", "KR")) { say(paste0("assumptions/Glejser-", n, "/statistic"), g[n, 3]); say(paste0("assumptions/Glejser-", n, "/p"), g[n, 4])
  say(paste0("assumptions/Spearman-", n, "/statistic"), cor(abs(e), d[[n]], method = "spearman")); say(paste0("assumptions/tolerance-", n, "/statistic"), 1 / vif(m)[n]) }
a <- coef(lm(KR ~ KK, d))["KK"]; b <- coef(m)["KR"]
say("mediation/a/estimate", a); say("mediation/b/estimate", b); say("mediation/direct/estimate", coef(m)["KK"]); say("mediation/indirect/estimate", a * b); say("mediation/total/estimate", coef(lm(LO ~ KK, d))["KK"])
r <- as.data.frame(lapply(d, rank)); say("mediation/indirect/ranks", coef(lm(KR ~ KK, r))["KK"] * coef(lm(LO ~ KK + KR, r))["KR"])
set.seed(1); v <- as.matrix(d[c("KK", "KR", "LO")])
boot <- replicate(200000, { w <- v[sample(45, replace = TRUE), ]; s <- cov(w)
  (s[1, 2] / s[1, 1]) * (s[1, 1] * s[2, 3] - s[1, 2] * s[1, 3]) / (s[1, 1] * s[2, 2] - s[1, 2]^2) })
say("mediation/indirect/ci_low", quantile(boot, .025)); say("mediation/indirect/ci_high", quantile(boot, .975))
