# Everything that is set up or made lies in .venv/, node_modules/, build/ and dapp/dist/ of this checkout.

PYTHON ?= python3
BIN := .venv/bin
# Brownie keeps its list of networks and its own files under HOME; here, under build/.
BROWNIE := HOME=$(CURDIR)/build/home $(BIN)/brownie
# Photographs for the demo; without them they are downloaded, or drawings take their place.
FLOWERS ?=
# The package's tests run in so many processes.
JOBS ?= $(shell getconf _NPROCESSORS_ONLN)

.PHONY: help setup compile demo test lint format bench gas clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## Install everything, locked
	@$(MAKE) --no-print-directory -j2 $(BIN)/.ready node_modules/.ready
	@$(MAKE) --no-print-directory build/contracts/.ready
	@$(MAKE) --no-print-directory dapp/dist/index.html

demo: setup ## Run all three parts on real data, on a chain of this machine
	@HOME=$(CURDIR)/build/home $(BIN)/veriset demo $(if $(FLOWERS),--flowers $(FLOWERS))

test: setup lint build/fuzz-venv/.ready ## Run every check and test; the contracts' run on ganache-cli
	npx --no-install vitest run --root dapp --project unit
	$(BIN)/pytest -n $(JOBS) --dist loadgroup -p no:pytest-brownie tests/package
	.toolchain/install-browser
	npx --no-install vitest run --root dapp --project browser
	$(BIN)/python .toolchain/use-free-ports build/home
	$(BROWNIE) test tests/libraries tests/provenance_registry tests/collaborative_dataset \
		tests/annotation_campaign tests/stateful --network ganache-cli
	$(BROWNIE) test tests/gas

lint: setup ## Check format, style and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	npx --no-install prettier --check 'contracts/**/*.sol' 'interfaces/**/*.sol' dapp
	npx --no-install solhint --max-warnings 0 'contracts/**/*.sol' 'interfaces/**/*.sol'
	npx --no-install tsc --project dapp
	cd dapp && npx --no-install eslint --max-warnings 0 .

format: setup ## Write the format that lint checks
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	npx --no-install prettier --write 'contracts/**/*.sol' 'interfaces/**/*.sol' dapp

gas: setup ## Measure gas into tests/gas/gas.json
	$(BIN)/python .toolchain/use-free-ports build/home
	VERISET_WRITE_GAS=1 $(BROWNIE) test tests/gas

bench: setup build/bench-venv/.ready ## Measure speed beside peers into build/bench.json
	@HOME=$(CURDIR)/build/home FLOWERS=$(FLOWERS) $(BIN)/python -m tests.bench

clean: ## Remove what was set up and made
	rm -rf .venv node_modules build dapp/dist dapp/src/chain/abi.ts

# What follows is set-up. Each step leaves a mark, so that a second run does nothing.

$(BIN)/.ready: requirements/uv.txt requirements/veriset.txt pyproject.toml
	@.toolchain/install-python $(PYTHON)
	@touch $@

node_modules/.ready: package.json package-lock.json
	@.toolchain/install-node
	@touch $@

build/contracts/.ready: $(BIN)/.ready node_modules/.ready network-config.yaml brownie-config.yaml \
		$(shell find contracts interfaces -name '*.sol')
	@mkdir -p build/home
	@$(BROWNIE) networks import network-config.yaml True > build/networks.log
	@$(BROWNIE) compile
	@touch $@

dapp/src/chain/abi.ts: build/contracts/.ready dapp/scripts/write-abi.mjs
	@node dapp/scripts/write-abi.mjs

dapp/dist/index.html: dapp/src/chain/abi.ts dapp/index.html dapp/vite.config.mts \
		$(shell find dapp/src -type f -not -name abi.ts)
	@echo "Building the page into dapp/dist ..."
	@npx --no-install vite build --logLevel warn dapp
	@touch $@

# The peers of the benchmark and the API's fuzzer have environments of their own: what they need
# is at odds with what Brownie needs.
build/%-venv/.ready: requirements/%.txt $(BIN)/.ready
	@UV_CACHE_DIR=$(CURDIR)/build/cache/uv UV_PYTHON_DOWNLOADS=never \
		$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(@D)
	@UV_CACHE_DIR=$(CURDIR)/build/cache/uv $(BIN)/uv pip sync --quiet --require-hashes \
		--python $(@D)/bin/python $<
	@touch $@
